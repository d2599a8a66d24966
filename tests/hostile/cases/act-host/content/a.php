<?php echo "ran"; ?>
