"""Every public name of Keras, and how far it is here. Made by `python tools/make_api_table.py`.

A line: done, different or absent; the name and its parameters in Keras; `@` and the home of a name
that lives elsewhere; `#` and what differs.
"""

KERAS = "3.15.1"

API = {
    "": """
done DTypePolicy(name) @layers
done FloatDTypePolicy(name) @layers
done Function(inputs outputs name) @models
done Initializer() @initializers
done Input(shape batch_size dtype sparse ragged batch_shape name tensor optional) @layers
done InputSpec(dtype shape ndim max_ndim min_ndim axes allow_last_axis_squeeze name optional) @layers
done KerasTensor(shape dtype sparse ragged record_history name **kwargs) @compat.backend
done Layer(*args **kwargs) @layers
done Loss(name reduction dtype) @losses
done Metric(dtype name) @metrics
done Model(*args **kwargs) @models
done Operation(*args **kwargs) @ops.operation
done Optimizer(learning_rate weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name **kwargs) @optimizers
absent Quantizer(output_dtype)
done Regularizer() @regularizers
done RematScope(mode output_size_threshold layer_names) @layers.remat
done Sequential(*args **kwargs) @models
done StatelessScope(state_mapping collect_losses initialize_variables) @stateless
done SymbolicScope() @compat.scopes
done Variable(initializer shape dtype trainable autocast aggregation synchronization name layout **kwargs) @variables
done device(device_name) @compat.scopes
done name_scope(name **kwargs) @compat.scopes
done remat(f) @layers.remat
done version() @compat.backend
""",
    "activations": """
done celu(x alpha)
done deserialize(config custom_objects)
done elu(x alpha)
done exponential(x)
done gelu(x approximate)
done get(identifier)
done glu(x axis)
done hard_shrink(x threshold)
done hard_sigmoid(x)
done hard_silu(x)
done hard_swish(x)
done hard_tanh(x)
done leaky_relu(x negative_slope)
done linear(x)
done log_sigmoid(x)
done log_softmax(x axis)
done mish(x)
done relu(x negative_slope max_value threshold)
done relu6(x)
done selu(x)
done serialize(activation)
done sigmoid(x)
done silu(x)
done soft_shrink(x threshold)
done softmax(x axis)
done softplus(x)
done softsign(x)
done sparse_plus(x)
done sparse_sigmoid(x)
done sparsemax(x axis)
done squareplus(x b)
done swish(x)
done tanh(x)
done tanh_shrink(x)
done threshold(x threshold default_value)
""",
    "applications": """
absent ConvNeXtBase(include_top include_preprocessing weights input_tensor input_shape pooling classes classifier_activation name)
absent ConvNeXtLarge(include_top include_preprocessing weights input_tensor input_shape pooling classes classifier_activation name)
absent ConvNeXtSmall(include_top include_preprocessing weights input_tensor input_shape pooling classes classifier_activation name)
absent ConvNeXtTiny(include_top include_preprocessing weights input_tensor input_shape pooling classes classifier_activation name)
absent ConvNeXtXLarge(include_top include_preprocessing weights input_tensor input_shape pooling classes classifier_activation name)
absent DenseNet121(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent DenseNet169(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent DenseNet201(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetB0(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetB1(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetB2(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetB3(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetB4(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetB5(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetB6(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetB7(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetV2B0(include_top weights input_tensor input_shape pooling classes classifier_activation include_preprocessing name)
absent EfficientNetV2B1(include_top weights input_tensor input_shape pooling classes classifier_activation include_preprocessing name)
absent EfficientNetV2B2(include_top weights input_tensor input_shape pooling classes classifier_activation include_preprocessing name)
absent EfficientNetV2B3(include_top weights input_tensor input_shape pooling classes classifier_activation include_preprocessing name)
absent EfficientNetV2L(include_top weights input_tensor input_shape pooling classes classifier_activation include_preprocessing name)
absent EfficientNetV2M(include_top weights input_tensor input_shape pooling classes classifier_activation include_preprocessing name)
absent EfficientNetV2S(include_top weights input_tensor input_shape pooling classes classifier_activation include_preprocessing name)
absent InceptionResNetV2(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent InceptionV3(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent MobileNet(input_shape alpha depth_multiplier dropout include_top weights input_tensor pooling classes classifier_activation name)
absent MobileNetV2(input_shape alpha include_top weights input_tensor pooling classes classifier_activation name)
absent MobileNetV3Large(input_shape alpha minimalistic include_top weights input_tensor classes pooling dropout_rate classifier_activation include_preprocessing name)
absent MobileNetV3Small(input_shape alpha minimalistic include_top weights input_tensor classes pooling dropout_rate classifier_activation include_preprocessing name)
absent NASNetLarge(input_shape include_top weights input_tensor pooling classes classifier_activation name)
absent NASNetMobile(input_shape include_top weights input_tensor pooling classes classifier_activation name)
absent ResNet101(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent ResNet101V2(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent ResNet152(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent ResNet152V2(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent ResNet50(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent ResNet50V2(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent VGG16(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent VGG19(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent Xception(include_top weights input_tensor input_shape pooling classes classifier_activation name)
""",
    "applications.convnext": """
absent ConvNeXtBase(include_top include_preprocessing weights input_tensor input_shape pooling classes classifier_activation name)
absent ConvNeXtLarge(include_top include_preprocessing weights input_tensor input_shape pooling classes classifier_activation name)
absent ConvNeXtSmall(include_top include_preprocessing weights input_tensor input_shape pooling classes classifier_activation name)
absent ConvNeXtTiny(include_top include_preprocessing weights input_tensor input_shape pooling classes classifier_activation name)
absent ConvNeXtXLarge(include_top include_preprocessing weights input_tensor input_shape pooling classes classifier_activation name)
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "applications.densenet": """
absent DenseNet121(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent DenseNet169(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent DenseNet201(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "applications.efficientnet": """
absent EfficientNetB0(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetB1(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetB2(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetB3(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetB4(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetB5(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetB6(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent EfficientNetB7(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "applications.efficientnet_v2": """
absent EfficientNetV2B0(include_top weights input_tensor input_shape pooling classes classifier_activation include_preprocessing name)
absent EfficientNetV2B1(include_top weights input_tensor input_shape pooling classes classifier_activation include_preprocessing name)
absent EfficientNetV2B2(include_top weights input_tensor input_shape pooling classes classifier_activation include_preprocessing name)
absent EfficientNetV2B3(include_top weights input_tensor input_shape pooling classes classifier_activation include_preprocessing name)
absent EfficientNetV2L(include_top weights input_tensor input_shape pooling classes classifier_activation include_preprocessing name)
absent EfficientNetV2M(include_top weights input_tensor input_shape pooling classes classifier_activation include_preprocessing name)
absent EfficientNetV2S(include_top weights input_tensor input_shape pooling classes classifier_activation include_preprocessing name)
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "applications.imagenet_utils": """
absent decode_predictions(preds top)
absent preprocess_input(x data_format mode)
""",
    "applications.inception_resnet_v2": """
absent InceptionResNetV2(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "applications.inception_v3": """
absent InceptionV3(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "applications.mobilenet": """
absent MobileNet(input_shape alpha depth_multiplier dropout include_top weights input_tensor pooling classes classifier_activation name)
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "applications.mobilenet_v2": """
absent MobileNetV2(input_shape alpha include_top weights input_tensor pooling classes classifier_activation name)
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "applications.mobilenet_v3": """
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "applications.nasnet": """
absent NASNetLarge(input_shape include_top weights input_tensor pooling classes classifier_activation name)
absent NASNetMobile(input_shape include_top weights input_tensor pooling classes classifier_activation name)
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "applications.resnet": """
absent ResNet101(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent ResNet152(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent ResNet50(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "applications.resnet50": """
absent ResNet50(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "applications.resnet_v2": """
absent ResNet101V2(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent ResNet152V2(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent ResNet50V2(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "applications.vgg16": """
absent VGG16(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "applications.vgg19": """
absent VGG19(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "applications.xception": """
absent Xception(include_top weights input_tensor input_shape pooling classes classifier_activation name)
absent decode_predictions(preds top)
absent preprocess_input(x data_format)
""",
    "backend": """
done backend() @compat.backend
done clear_session(free_memory) @compat.backend
done epsilon() @config
done floatx() @config
done get_uid(prefix) @compat.backend
done image_data_format() @config
done is_float_dtype(dtype) @dtypes:is_float
done is_int_dtype(dtype) @dtypes:is_int
done is_keras_tensor(x) @compat.backend
done result_type(*dtypes) @dtypes
done set_epsilon(value) @config
done set_floatx(value) @config
done set_image_data_format(data_format) @config
done standardize_dtype(dtype) @compat.backend
""",
    "callbacks": """
done BackupAndRestore(backup_dir save_freq double_checkpoint delete_checkpoint)
done CSVLogger(filename separator append)
done Callback()
done CallbackList(callbacks add_history add_progbar model **params)
done EarlyStopping(monitor min_delta patience verbose mode baseline restore_best_weights start_from_epoch)
done History()
done LambdaCallback(on_epoch_begin on_epoch_end on_train_begin on_train_end on_train_batch_begin on_train_batch_end **kwargs)
done LearningRateScheduler(schedule verbose)
done ModelCheckpoint(filepath monitor verbose save_best_only save_weights_only mode save_freq initial_value_threshold)
done OrbaxCheckpoint(directory monitor verbose save_best_only mode save_freq initial_value_threshold max_to_keep save_on_background save_weights_only)
done ProgbarLogger()
done ReduceLROnPlateau(monitor factor patience verbose mode min_delta cooldown min_lr **kwargs)
done RemoteMonitor(root path field headers send_as_json)
done SwapEMAWeights(swap_on_epoch)
done TensorBoard(log_dir histogram_freq write_graph write_images write_steps_per_second update_freq profile_batch embeddings_freq embeddings_metadata)
done TerminateOnNaN(raise_error)
""",
    "config": """
done backend() @compat.backend
done disable_flash_attention() @compat.backend
done disable_interactive_logging() @progress
done disable_traceback_filtering() @frames
done dtype_policy() @layers
done enable_flash_attention() @compat.backend
done enable_interactive_logging() @progress
done enable_traceback_filtering() @frames
done enable_unsafe_deserialization() @compat.backend
done epsilon()
done floatx()
done image_data_format()
done is_flash_attention_enabled() @compat.backend
done is_interactive_logging_enabled() @progress
done is_nnx_enabled() @compat.backend
done is_traceback_filtering_enabled() @frames
done max_epochs()
done max_steps_per_epoch()
done set_backend(backend) @compat.backend
done set_dtype_policy(policy) @layers
done set_epsilon(value)
done set_floatx(value)
done set_image_data_format(data_format)
done set_max_epochs(max_epochs)
done set_max_steps_per_epoch(max_steps_per_epoch)
""",
    "constraints": """
done Constraint()
done MaxNorm(max_value axis)
done MinMaxNorm(min_value max_value rate axis)
done NonNeg()
done UnitNorm(axis)
done deserialize(config custom_objects)
done get(identifier)
done max_norm(max_value axis)
done min_max_norm(min_value max_value rate axis)
done non_neg()
done serialize(constraint)
done unit_norm(axis)
""",
    "datasets.boston_housing": """
done load_data(path test_split seed) @datasets.boston_housing
""",
    "datasets.california_housing": """
done load_data(version path test_split seed) @datasets.california_housing
""",
    "datasets.cifar10": """
done load_data() @datasets.cifar10
""",
    "datasets.cifar100": """
done load_data(label_mode) @datasets.cifar100
""",
    "datasets.fashion_mnist": """
done load_data() @datasets.fashion_mnist
""",
    "datasets.imdb": """
done get_word_index(path) @datasets.imdb
done load_data(path num_words skip_top maxlen seed start_char oov_char index_from **kwargs) @datasets.imdb
""",
    "datasets.mnist": """
done load_data(path) @datasets.mnist
""",
    "datasets.reuters": """
done get_label_names() @datasets.reuters
done get_word_index(path) @datasets.reuters
done load_data(path num_words skip_top maxlen test_split seed start_char oov_char index_from) @datasets.reuters
""",
    "distillation": """
absent DistillationLoss()
absent Distiller(teacher student distillation_losses distillation_loss_weights student_loss_weight name **kwargs)
absent FeatureDistillation(loss teacher_layer_name student_layer_name)
absent LogitsDistillation(temperature loss)
""",
    "distribution": """
absent DataParallel(device_mesh devices auto_shard_dataset)
absent DeviceMesh(shape axis_names devices)
absent LayoutMap(device_mesh)
absent ModelParallel(layout_map batch_dim_name auto_shard_dataset **kwargs)
absent TensorLayout(axes device_mesh)
absent distribute_tensor(tensor layout)
absent distribution()
absent get_device_count(device_type)
absent initialize(job_addresses num_processes process_id)
absent list_devices(device_type)
absent set_distribution(value)
""",
    "dtype_policies": """
done AWQDTypePolicy(mode source_name) @layers.dtype_policy
done DTypePolicy(name) @layers.dtype_policy
done DTypePolicyMap(default_policy policy_map) @layers.dtype_policy
done FloatDTypePolicy(name) @layers.dtype_policy
done GPTQDTypePolicy(mode source_name) @layers.dtype_policy
done Int4DTypePolicy(mode source_name) @layers.dtype_policy
done QuantizedDTypePolicy(mode source_name) @layers.dtype_policy
done QuantizedFloat8DTypePolicy(mode source_name amax_history_length) @layers.dtype_policy
done deserialize(config custom_objects) @layers.dtype_policy
done get(identifier) @layers.dtype_policy
done serialize(dtype_policy) @layers.dtype_policy
""",
    "export": """
absent ExportArchive(format **kwargs)
""",
    "initializers": """
done Constant(value)
done GlorotNormal(seed input_axes output_axes)
done GlorotUniform(seed input_axes output_axes)
done HeNormal(seed input_axes output_axes)
done HeUniform(seed input_axes output_axes)
done Identity(gain)
done IdentityInitializer(gain)
done Initializer()
done LecunNormal(seed input_axes output_axes)
done LecunUniform(seed input_axes output_axes)
done Ones()
done Orthogonal(gain seed)
done OrthogonalInitializer(gain seed)
done RandomNormal(mean stddev seed)
done RandomUniform(minval maxval seed)
done STFT(side window scaling periodic)
done STFTInitializer(side window scaling periodic)
done TruncatedNormal(mean stddev seed)
done VarianceScaling(scale mode distribution seed input_axes output_axes)
done Zeros()
done constant(value)
done deserialize(config custom_objects)
done get(identifier)
done glorot_normal(seed input_axes output_axes)
done glorot_uniform(seed input_axes output_axes)
done he_normal(seed input_axes output_axes)
done he_uniform(seed input_axes output_axes)
done identity(gain)
done lecun_normal(seed input_axes output_axes)
done lecun_uniform(seed input_axes output_axes)
done ones()
done orthogonal(gain seed)
done random_normal(mean stddev seed)
done random_uniform(minval maxval seed)
done serialize(initializer)
done stft(side window scaling periodic)
done truncated_normal(mean stddev seed)
done variance_scaling(scale mode distribution seed input_axes output_axes)
done zeros()
""",
    "layers": """
done Activation(activation **kwargs)
done ActivityRegularization(l1 l2 **kwargs)
done AdaptiveAveragePooling1D(output_size data_format **kwargs)
done AdaptiveAveragePooling2D(output_size data_format **kwargs)
done AdaptiveAveragePooling3D(output_size data_format **kwargs)
done AdaptiveMaxPooling1D(output_size data_format **kwargs)
done AdaptiveMaxPooling2D(output_size data_format **kwargs)
done AdaptiveMaxPooling3D(output_size data_format **kwargs)
done Add(**kwargs)
absent AdditiveAttention(use_scale dropout **kwargs)
done AlphaDropout(rate noise_shape seed **kwargs)
absent Attention(use_scale score_mode dropout seed **kwargs)
done AugMix(value_range num_chains chain_depth factor alpha all_ops interpolation seed data_format **kwargs)
done AutoContrast(value_range **kwargs)
done Average(**kwargs)
done AveragePooling1D(pool_size strides padding data_format name **kwargs)
done AveragePooling2D(pool_size strides padding data_format name **kwargs)
done AveragePooling3D(pool_size strides padding data_format name **kwargs)
done AvgPool1D(pool_size strides padding data_format name **kwargs)
done AvgPool2D(pool_size strides padding data_format name **kwargs)
done AvgPool3D(pool_size strides padding data_format name **kwargs)
done BatchNormalization(axis momentum epsilon center scale beta_initializer gamma_initializer moving_mean_initializer moving_variance_initializer beta_regularizer gamma_regularizer beta_constraint gamma_constraint renorm renorm_clipping renorm_momentum synchronized **kwargs)
done Bidirectional(layer merge_mode weights backward_layer **kwargs)
absent CategoryEncoding(num_tokens output_mode sparse **kwargs)
done CenterCrop(height width data_format **kwargs)
done Concatenate(axis **kwargs)
done ContrastLimitedAdaptiveHistogramEqualization(value_range clip_limit tile_grid_size data_format **kwargs)
done Conv1D(filters kernel_size strides padding data_format dilation_rate groups activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint **kwargs)
done Conv1DTranspose(filters kernel_size strides padding output_padding data_format dilation_rate activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint **kwargs)
done Conv2D(filters kernel_size strides padding data_format dilation_rate groups activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint **kwargs)
done Conv2DTranspose(filters kernel_size strides padding output_padding data_format dilation_rate activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint **kwargs)
done Conv3D(filters kernel_size strides padding data_format dilation_rate groups activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint **kwargs)
done Conv3DTranspose(filters kernel_size strides padding data_format output_padding dilation_rate activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint **kwargs)
absent ConvLSTM1D(filters kernel_size strides padding data_format dilation_rate activation recurrent_activation use_bias kernel_initializer recurrent_initializer bias_initializer unit_forget_bias kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout seed return_sequences return_state go_backwards stateful **kwargs)
absent ConvLSTM2D(filters kernel_size strides padding data_format dilation_rate activation recurrent_activation use_bias kernel_initializer recurrent_initializer bias_initializer unit_forget_bias kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout seed return_sequences return_state go_backwards stateful **kwargs)
absent ConvLSTM3D(filters kernel_size strides padding data_format dilation_rate activation recurrent_activation use_bias kernel_initializer recurrent_initializer bias_initializer unit_forget_bias kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout seed return_sequences return_state go_backwards stateful **kwargs)
done Convolution1D(filters kernel_size strides padding data_format dilation_rate groups activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint **kwargs)
done Convolution1DTranspose(filters kernel_size strides padding output_padding data_format dilation_rate activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint **kwargs)
done Convolution2D(filters kernel_size strides padding data_format dilation_rate groups activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint **kwargs)
done Convolution2DTranspose(filters kernel_size strides padding output_padding data_format dilation_rate activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint **kwargs)
done Convolution3D(filters kernel_size strides padding data_format dilation_rate groups activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint **kwargs)
done Convolution3DTranspose(filters kernel_size strides padding data_format output_padding dilation_rate activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint **kwargs)
done Cropping1D(cropping **kwargs)
done Cropping2D(cropping data_format **kwargs)
done Cropping3D(cropping data_format **kwargs)
done CutMix(factor seed data_format **kwargs)
done Dense(units activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint lora_rank lora_alpha quantization_config **kwargs)
done DepthwiseConv1D(kernel_size strides padding depth_multiplier data_format dilation_rate activation use_bias depthwise_initializer bias_initializer depthwise_regularizer bias_regularizer activity_regularizer depthwise_constraint bias_constraint **kwargs)
done DepthwiseConv2D(kernel_size strides padding depth_multiplier data_format dilation_rate activation use_bias depthwise_initializer bias_initializer depthwise_regularizer bias_regularizer activity_regularizer depthwise_constraint bias_constraint **kwargs)
absent Discretization(bin_boundaries num_bins epsilon output_mode sparse dtype name)
done Dot(axes normalize **kwargs)
done Dropout(rate noise_shape seed **kwargs)
done ELU(alpha **kwargs)
absent EinsumDense(equation output_shape activation bias_axes kernel_initializer bias_initializer kernel_regularizer bias_regularizer kernel_constraint bias_constraint lora_rank lora_alpha gptq_unpacked_column_size quantization_config **kwargs)
done Embedding(input_dim output_dim embeddings_initializer embeddings_regularizer embeddings_constraint mask_zero weights lora_rank lora_alpha quantization_config **kwargs)
done Equalization(value_range bins data_format **kwargs)
done Flatten(data_format **kwargs)
absent FlaxLayer(module method variables **kwargs)
done GRU(units activation recurrent_activation use_bias kernel_initializer recurrent_initializer bias_initializer kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout seed return_sequences return_state go_backwards stateful unroll reset_after use_cudnn **kwargs)
done GRUCell(units activation recurrent_activation use_bias kernel_initializer recurrent_initializer bias_initializer kernel_regularizer recurrent_regularizer bias_regularizer kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout reset_after seed **kwargs)
done GaussianDropout(rate seed **kwargs)
done GaussianNoise(stddev seed **kwargs)
done GlobalAveragePooling1D(data_format keepdims **kwargs)
done GlobalAveragePooling2D(data_format keepdims **kwargs)
done GlobalAveragePooling3D(data_format keepdims **kwargs)
done GlobalAvgPool1D(data_format keepdims **kwargs)
done GlobalAvgPool2D(data_format keepdims **kwargs)
done GlobalAvgPool3D(data_format keepdims **kwargs)
done GlobalMaxPool1D(data_format keepdims **kwargs)
done GlobalMaxPool2D(data_format keepdims **kwargs)
done GlobalMaxPool3D(data_format keepdims **kwargs)
done GlobalMaxPooling1D(data_format keepdims **kwargs)
done GlobalMaxPooling2D(data_format keepdims **kwargs)
done GlobalMaxPooling3D(data_format keepdims **kwargs)
done GroupNormalization(groups axis epsilon center scale beta_initializer gamma_initializer beta_regularizer gamma_regularizer beta_constraint gamma_constraint **kwargs)
absent GroupQueryAttention(head_dim num_query_heads num_key_value_heads dropout use_bias sliding_window flash_attention kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint use_gate seed **kwargs)
absent HashedCrossing(num_bins output_mode sparse name dtype **kwargs)
absent Hashing(num_bins mask_value salt output_mode sparse **kwargs)
done Identity(**kwargs)
done Input(shape batch_size dtype sparse ragged batch_shape name tensor optional)
done InputLayer(shape batch_size dtype sparse ragged batch_shape input_tensor optional name **kwargs)
done InputSpec(dtype shape ndim max_ndim min_ndim axes allow_last_axis_squeeze name optional)
absent IntegerLookup(max_tokens num_oov_indices mask_token oov_token vocabulary vocabulary_dtype idf_weights invert output_mode sparse pad_to_max_tokens oov_method salt name **kwargs)
absent JaxLayer(call_fn init_fn params state seed native_serialization_platforms **kwargs)
done LSTM(units activation recurrent_activation use_bias kernel_initializer recurrent_initializer bias_initializer unit_forget_bias kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout seed return_sequences return_state go_backwards stateful unroll use_cudnn **kwargs)
done LSTMCell(units activation recurrent_activation use_bias kernel_initializer recurrent_initializer bias_initializer unit_forget_bias kernel_regularizer recurrent_regularizer bias_regularizer kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout seed **kwargs)
done Lambda(function output_shape mask arguments **kwargs)
done Layer(*args **kwargs)
done LayerNormalization(axis epsilon center scale beta_initializer gamma_initializer beta_regularizer gamma_regularizer beta_constraint gamma_constraint **kwargs)
done LeakyReLU(negative_slope **kwargs)
done Masking(mask_value **kwargs)
done MaxNumBoundingBoxes(max_number fill_value **kwargs)
done MaxPool1D(pool_size strides padding data_format name **kwargs)
done MaxPool2D(pool_size strides padding data_format name **kwargs)
done MaxPool3D(pool_size strides padding data_format name **kwargs)
done MaxPooling1D(pool_size strides padding data_format name **kwargs)
done MaxPooling2D(pool_size strides padding data_format name **kwargs)
done MaxPooling3D(pool_size strides padding data_format name **kwargs)
done Maximum(**kwargs)
absent MelSpectrogram(fft_length sequence_stride sequence_length window sampling_rate num_mel_bins min_freq max_freq power_to_db top_db mag_exp min_power ref_power **kwargs)
done Minimum(**kwargs)
done MixUp(alpha data_format seed **kwargs)
absent MultiHeadAttention(num_heads key_dim value_dim dropout use_bias output_shape attention_axes sliding_window flash_attention kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint use_gate seed **kwargs)
done Multiply(**kwargs)
done Normalization(axis mean variance invert **kwargs)
done PReLU(alpha_initializer alpha_regularizer alpha_constraint shared_axes **kwargs)
done Permute(dims **kwargs)
done Pipeline(layers name)
done RMSNormalization(axis epsilon **kwargs)
done RNN(cell return_sequences return_state go_backwards stateful unroll zero_output_for_mask **kwargs)
done RandAugment(value_range num_ops factor interpolation seed data_format **kwargs)
done RandomBrightness(factor value_range seed **kwargs)
done RandomColorDegeneration(factor value_range data_format seed **kwargs)
done RandomColorJitter(value_range brightness_factor contrast_factor saturation_factor hue_factor seed data_format **kwargs)
done RandomContrast(factor value_range seed **kwargs)
done RandomCrop(height width seed data_format name **kwargs)
done RandomElasticTransform(factor scale interpolation fill_mode fill_value value_range seed data_format **kwargs)
done RandomErasing(factor scale fill_value value_range seed data_format **kwargs)
done RandomFlip(mode seed data_format **kwargs)
done RandomGaussianBlur(factor kernel_size sigma value_range data_format seed **kwargs)
done RandomGrayscale(factor data_format seed **kwargs)
done RandomHue(factor value_range data_format seed **kwargs)
done RandomInvert(factor value_range seed data_format **kwargs)
done RandomPerspective(factor scale interpolation fill_value seed data_format **kwargs)
done RandomPosterization(factor value_range data_format seed **kwargs)
done RandomRotation(factor fill_mode interpolation seed fill_value data_format **kwargs)
done RandomSaturation(factor value_range data_format seed **kwargs)
done RandomSharpness(factor value_range data_format seed **kwargs)
done RandomShear(x_factor y_factor interpolation fill_mode fill_value data_format seed **kwargs)
done RandomTranslation(height_factor width_factor fill_mode interpolation seed fill_value data_format **kwargs)
done RandomZoom(height_factor width_factor fill_mode interpolation seed fill_value data_format **kwargs)
done ReLU(max_value negative_slope threshold **kwargs)
done RepeatVector(n **kwargs)
done Rescaling(scale offset **kwargs)
done Reshape(target_shape **kwargs)
done Resizing(height width interpolation crop_to_aspect_ratio pad_to_aspect_ratio fill_mode fill_value antialias data_format **kwargs)
absent ReversibleEmbedding(input_dim output_dim tie_weights embeddings_initializer embeddings_regularizer embeddings_constraint mask_zero reverse_dtype logit_soft_cap **kwargs)
absent STFTSpectrogram(mode frame_length frame_step fft_length window periodic scaling padding expand_dims data_format **kwargs)
done SeparableConv1D(filters kernel_size strides padding data_format dilation_rate depth_multiplier activation use_bias depthwise_initializer pointwise_initializer bias_initializer depthwise_regularizer pointwise_regularizer bias_regularizer activity_regularizer depthwise_constraint pointwise_constraint bias_constraint **kwargs)
done SeparableConv2D(filters kernel_size strides padding data_format dilation_rate depth_multiplier activation use_bias depthwise_initializer pointwise_initializer bias_initializer depthwise_regularizer pointwise_regularizer bias_regularizer activity_regularizer depthwise_constraint pointwise_constraint bias_constraint **kwargs)
done SeparableConvolution1D(filters kernel_size strides padding data_format dilation_rate depth_multiplier activation use_bias depthwise_initializer pointwise_initializer bias_initializer depthwise_regularizer pointwise_regularizer bias_regularizer activity_regularizer depthwise_constraint pointwise_constraint bias_constraint **kwargs)
done SeparableConvolution2D(filters kernel_size strides padding data_format dilation_rate depth_multiplier activation use_bias depthwise_initializer pointwise_initializer bias_initializer depthwise_regularizer pointwise_regularizer bias_regularizer activity_regularizer depthwise_constraint pointwise_constraint bias_constraint **kwargs)
done SimpleRNN(units activation use_bias kernel_initializer recurrent_initializer bias_initializer kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout return_sequences return_state go_backwards stateful unroll seed **kwargs)
done SimpleRNNCell(units activation use_bias kernel_initializer recurrent_initializer bias_initializer kernel_regularizer recurrent_regularizer bias_regularizer kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout seed **kwargs)
done Softmax(axis **kwargs)
done Solarization(addition_factor threshold_factor value_range seed **kwargs)
done SpatialDropout1D(rate seed name dtype)
done SpatialDropout2D(rate data_format seed name dtype)
done SpatialDropout3D(rate data_format seed name dtype)
done SpectralNormalization(layer power_iterations **kwargs)
done StackedRNNCells(cells **kwargs)
absent StringLookup(max_tokens num_oov_indices mask_token oov_token vocabulary idf_weights invert output_mode pad_to_max_tokens sparse encoding name salt **kwargs)
done Subtract(**kwargs)
absent TFSMLayer(filepath call_endpoint call_training_endpoint trainable name dtype)
absent TextVectorization(max_tokens standardize split ngrams output_mode output_sequence_length pad_to_max_tokens vocabulary idf_weights sparse ragged encoding name **kwargs)
done TimeDistributed(layer **kwargs)
absent TorchModuleWrapper(module name output_shape **kwargs)
done UnitNormalization(axis **kwargs)
done UpSampling1D(size **kwargs)
done UpSampling2D(size data_format interpolation **kwargs)
done UpSampling3D(size data_format **kwargs)
done Wrapper(layer **kwargs)
done ZeroPadding1D(padding data_format **kwargs)
done ZeroPadding2D(padding data_format **kwargs)
done ZeroPadding3D(padding data_format **kwargs)
done add(inputs **kwargs)
done average(inputs **kwargs)
done concatenate(inputs axis **kwargs)
done deserialize(config custom_objects)
done dot(inputs axes **kwargs)
done maximum(inputs **kwargs)
done minimum(inputs **kwargs)
done multiply(inputs **kwargs)
done serialize(layer)
done subtract(inputs **kwargs)
""",
    "legacy.saving": """
absent deserialize_keras_object(identifier module_objects custom_objects printable_module_name)
absent serialize_keras_object(instance)
""",
    "losses": """
done BinaryCrossentropy(from_logits label_smoothing axis reduction name dtype)
done BinaryFocalCrossentropy(apply_class_balancing alpha gamma from_logits label_smoothing axis reduction name dtype)
done CTC(reduction name dtype)
done CategoricalCrossentropy(from_logits label_smoothing axis reduction name dtype)
done CategoricalFocalCrossentropy(alpha gamma from_logits label_smoothing axis reduction name dtype)
done CategoricalGeneralizedCrossEntropy(q reduction name dtype)
done CategoricalHinge(reduction name dtype)
done Circle(gamma margin remove_diagonal reduction name dtype)
done CosineSimilarity(axis reduction name dtype)
done Dice(reduction name axis dtype)
done Hinge(reduction name dtype)
done Huber(delta reduction name dtype)
done KLDivergence(reduction name dtype)
done LogCosh(reduction name dtype)
done Loss(name reduction dtype)
done MeanAbsoluteError(reduction name dtype)
done MeanAbsolutePercentageError(reduction name dtype)
done MeanSquaredError(reduction name dtype)
done MeanSquaredLogarithmicError(reduction name dtype)
done Poisson(reduction name dtype)
done SparseCategoricalCrossentropy(from_logits ignore_class reduction axis name dtype)
done SquaredHinge(reduction name dtype)
done Tversky(alpha beta reduction name axis dtype)
done binary_crossentropy(y_true y_pred from_logits label_smoothing axis)
done binary_focal_crossentropy(y_true y_pred apply_class_balancing alpha gamma from_logits label_smoothing axis)
done categorical_crossentropy(y_true y_pred from_logits label_smoothing axis)
done categorical_focal_crossentropy(y_true y_pred alpha gamma from_logits label_smoothing axis)
done categorical_generalized_cross_entropy(y_true y_pred q)
done categorical_hinge(y_true y_pred)
done circle(y_true y_pred ref_labels ref_embeddings remove_diagonal gamma margin)
done cosine_similarity(y_true y_pred axis)
done ctc(y_true y_pred)
done deserialize(name custom_objects)
done dice(y_true y_pred axis)
done get(identifier)
done hinge(y_true y_pred)
done huber(y_true y_pred delta)
done kl_divergence(y_true y_pred)
done log_cosh(y_true y_pred)
done mean_absolute_error(y_true y_pred)
done mean_absolute_percentage_error(y_true y_pred)
done mean_squared_error(y_true y_pred)
done mean_squared_logarithmic_error(y_true y_pred)
done poisson(y_true y_pred)
done serialize(loss)
done sparse_categorical_crossentropy(y_true y_pred from_logits ignore_class axis)
done squared_hinge(y_true y_pred)
done tversky(y_true y_pred alpha beta axis)
""",
    "metrics": """
done AUC(num_thresholds curve summation_method name dtype thresholds multi_label num_labels label_weights from_logits)
done Accuracy(name dtype)
done BinaryAccuracy(name dtype threshold)
done BinaryCrossentropy(name dtype from_logits label_smoothing)
done BinaryIoU(target_class_ids threshold name dtype)
done CategoricalAccuracy(name dtype)
done CategoricalCrossentropy(name dtype from_logits label_smoothing axis)
done CategoricalHinge(name dtype)
done ConcordanceCorrelation(name dtype axis)
done CosineSimilarity(name dtype axis)
done F1Score(average threshold name dtype)
done FBetaScore(average beta threshold name dtype)
done FalseNegatives(thresholds name dtype)
done FalsePositives(thresholds name dtype)
done Hinge(name dtype)
done IoU(num_classes target_class_ids name dtype ignore_class sparse_y_true sparse_y_pred axis)
done KLDivergence(name dtype)
done LogCoshError(name dtype)
done Mean(name dtype)
done MeanAbsoluteError(name dtype)
done MeanAbsolutePercentageError(name dtype)
done MeanIoU(num_classes name dtype ignore_class sparse_y_true sparse_y_pred axis)
done MeanMetricWrapper(fn name dtype **kwargs)
done MeanSquaredError(name dtype)
done MeanSquaredLogarithmicError(name dtype)
done Metric(dtype name)
done OneHotIoU(num_classes target_class_ids name dtype ignore_class sparse_y_pred axis)
done OneHotMeanIoU(num_classes name dtype ignore_class sparse_y_pred axis)
done PearsonCorrelation(name dtype axis)
done Poisson(name dtype)
done Precision(thresholds top_k class_id name dtype)
done PrecisionAtRecall(recall num_thresholds class_id name dtype)
done R2Score(class_aggregation num_regressors name dtype)
done Recall(thresholds top_k class_id name dtype)
done RecallAtPrecision(precision num_thresholds class_id name dtype)
done RootMeanSquaredError(name dtype)
done SensitivityAtSpecificity(specificity num_thresholds class_id name dtype)
done SparseCategoricalAccuracy(name dtype)
done SparseCategoricalCrossentropy(name dtype from_logits ignore_class axis)
done SparseTopKCategoricalAccuracy(k name dtype from_sorted_ids)
done SpecificityAtSensitivity(sensitivity num_thresholds class_id name dtype)
done SquaredHinge(name dtype)
done Sum(name dtype)
done TopKCategoricalAccuracy(k name dtype)
done TrueNegatives(thresholds name dtype)
done TruePositives(thresholds name dtype)
done binary_accuracy(y_true y_pred threshold)
done binary_crossentropy(y_true y_pred from_logits label_smoothing axis)
done binary_focal_crossentropy(y_true y_pred apply_class_balancing alpha gamma from_logits label_smoothing axis)
done categorical_accuracy(y_true y_pred)
done categorical_crossentropy(y_true y_pred from_logits label_smoothing axis)
done categorical_focal_crossentropy(y_true y_pred alpha gamma from_logits label_smoothing axis)
done categorical_hinge(y_true y_pred)
done concordance_correlation(y_true y_pred axis)
done deserialize(config custom_objects)
done get(identifier)
done hinge(y_true y_pred)
done huber(y_true y_pred delta)
done kl_divergence(y_true y_pred)
done log_cosh(y_true y_pred)
done mean_absolute_error(y_true y_pred)
done mean_absolute_percentage_error(y_true y_pred)
done mean_squared_error(y_true y_pred)
done mean_squared_logarithmic_error(y_true y_pred)
done pearson_correlation(y_true y_pred axis)
done poisson(y_true y_pred)
done serialize(metric)
done sparse_categorical_accuracy(y_true y_pred)
done sparse_categorical_crossentropy(y_true y_pred from_logits ignore_class axis)
done sparse_top_k_categorical_accuracy(y_true y_pred k from_sorted_ids)
done squared_hinge(y_true y_pred)
done top_k_categorical_accuracy(y_true y_pred k)
""",
    "mixed_precision": """
done DTypePolicy(name) @layers.dtype_policy
done LossScaleOptimizer(inner_optimizer initial_scale dynamic_growth_steps name **kwargs) @optimizers
done Policy(name) @layers.dtype_policy:DTypePolicy
done dtype_policy() @layers.dtype_policy
done global_policy() @layers.dtype_policy:dtype_policy
done set_dtype_policy(policy) @layers.dtype_policy
done set_global_policy(policy) @layers.dtype_policy:set_dtype_policy
""",
    "models": """
done Model(*args **kwargs)
done Sequential(*args **kwargs)
done clone_model(model input_tensors clone_function call_function recursive **kwargs)
absent load_model(filepath custom_objects compile safe_mode)
done model_from_json(json_string custom_objects)
absent save_model(model filepath overwrite zipped **kwargs)
""",
    "ops": """
done abs(x)
done absolute(x)
done adaptive_average_pool(inputs output_size data_format)
done adaptive_max_pool(inputs output_size data_format)
done add(x1 x2)
done all(x axis keepdims)
done allclose(x1 x2 rtol atol equal_nan)
done amax(x axis keepdims)
done amin(x axis keepdims)
done angle(x)
done any(x axis keepdims)
done append(x1 x2 axis)
done arange(start stop step dtype)
done arccos(x)
done arccosh(x)
done arcsin(x)
done arcsinh(x)
done arctan(x)
done arctan2(x1 x2)
done arctanh(x)
done argmax(x axis keepdims)
done argmin(x axis keepdims)
done argpartition(x kth axis)
done argsort(x axis)
done array(x dtype)
done array_split(x indices_or_sections axis)
done associative_scan(f elems reverse axis)
done average(x axis weights)
done average_pool(inputs pool_size strides padding data_format)
done bartlett(x)
done batch_normalization(x mean variance axis offset scale epsilon)
done binary_crossentropy(target output from_logits)
done bincount(x weights minlength sparse)
done bitwise_and(x y)
done bitwise_invert(x)
done bitwise_left_shift(x y)
done bitwise_not(x)
done bitwise_or(x y)
done bitwise_right_shift(x y)
done bitwise_xor(x y)
done blackman(x)
done broadcast_to(x shape)
done cast(x dtype)
done categorical_crossentropy(target output from_logits axis)
done cbrt(x)
done cdist(x y)
done ceil(x)
done celu(x alpha)
done cholesky(x upper)
done cholesky_inverse(x upper)
done clip(x x_min x_max)
done concatenate(xs axis)
done cond(pred true_fn false_fn)
done conj(x)
done conjugate(x)
done conv(inputs kernel strides padding data_format dilation_rate)
done conv_transpose(inputs kernel strides padding output_padding data_format dilation_rate)
done convert_to_numpy(x)
done convert_to_tensor(x dtype sparse ragged)
done copy(x)
done corrcoef(x)
done correlate(x1 x2 mode)
done cos(x)
done cosh(x)
done count_nonzero(x axis)
done cross(x1 x2 axisa axisb axisc axis)
done ctc_decode(inputs sequence_lengths strategy beam_width top_paths merge_repeated mask_index)
done ctc_loss(target output target_length output_length mask_index)
done cumprod(x axis dtype)
done cumsum(x axis dtype)
done custom_gradient(f)
done deg2rad(x)
done depth_to_space(x block_size data_format)
done depthwise_conv(inputs kernel strides padding data_format dilation_rate)
done det(x)
done diag(x k)
done diagflat(x k)
done diagonal(x offset axis1 axis2)
done diff(a n axis)
done digitize(x bins)
done divide(x1 x2)
done divide_no_nan(x1 x2)
done dot(x1 x2)
done dot_product_attention(query key value bias mask scale is_causal flash_attention attn_logits_soft_cap)
done dsplit(x indices_or_sections)
done dstack(xs)
done dtype(x)
done eig(x)
done eigh(x)
done einsum(subscripts *operands **kwargs)
done elu(x alpha)
done empty(shape dtype)
done empty_like(x dtype)
done equal(x1 x2)
done erf(x)
done erfc(x)
done erfinv(x)
done exp(x)
done exp2(x)
done expand_dims(x axis)
done expm1(x)
done extract_sequences(x sequence_length sequence_stride)
done eye(N M k dtype)
done fabs(x)
done fft(x)
done fft2(x)
done flip(x axis)
done fliplr(x)
done flipud(x)
done floor(x)
done floor_divide(x1 x2)
done fmax(x1 x2)
done fmin(x1 x2)
done fmod(x1 x2)
done fold(x output_size kernel_size dilation padding stride)
done fori_loop(lower upper body_fun init_val)
done full(shape fill_value dtype)
done full_like(x fill_value dtype)
done gcd(x1 x2)
done gelu(x approximate)
done geomspace(start stop num endpoint dtype axis)
done get_item(x key)
done glu(x axis)
done greater(x1 x2)
done greater_equal(x1 x2)
done hamming(x)
done hanning(x)
done hard_shrink(x threshold)
done hard_sigmoid(x)
done hard_silu(x)
done hard_swish(x)
done hard_tanh(x)
done heaviside(x1 x2)
done histogram(x bins range)
done hsplit(x indices_or_sections)
done hstack(xs)
done hypot(x1 x2)
done i0(x)
done identity(n dtype)
done ifft2(x)
done imag(x)
done in_top_k(targets predictions k)
done inner(x1 x2)
done inv(x)
done irfft(x fft_length)
done is_tensor(x)
done isclose(x1 x2 rtol atol equal_nan)
done isfinite(x)
done isin(x1 x2 assume_unique invert)
done isinf(x)
done isnan(x)
done isneginf(x)
done isposinf(x)
done isreal(x)
done istft(x sequence_length sequence_stride fft_length length window center)
done jvp(fun primals tangents has_aux)
done kaiser(x beta)
done kron(x1 x2)
done layer_normalization(x gamma beta axis epsilon **kwargs)
done lcm(x1 x2)
done ldexp(x1 x2)
done leaky_relu(x negative_slope)
done left_shift(x y)
done less(x1 x2)
done less_equal(x1 x2)
done linspace(start stop num endpoint retstep dtype axis)
done log(x)
done log10(x)
done log1p(x)
done log2(x)
done log_sigmoid(x)
done log_softmax(x axis)
done logaddexp(x1 x2)
done logaddexp2(x1 x2)
done logdet(x)
done logical_and(x1 x2)
done logical_not(x)
done logical_or(x1 x2)
done logical_xor(x1 x2)
done logspace(start stop num endpoint base dtype axis)
done logsumexp(x axis keepdims)
done lstsq(a b rcond)
done lu_factor(x)
done map(f xs)
done matmul(x1 x2)
done matrix_rank(x tol)
done max(x axis keepdims initial)
done max_pool(inputs pool_size strides padding data_format)
done maximum(x1 x2)
done mean(x axis keepdims)
done median(x axis keepdims)
done meshgrid(*x indexing)
done min(x axis keepdims initial)
done minimum(x1 x2)
done mod(x1 x2)
done moments(x axes keepdims synchronized)
done moveaxis(x source destination)
done multi_hot(inputs num_classes axis dtype sparse **kwargs)
done multiply(x1 x2)
done nan_to_num(x nan posinf neginf)
done nanargmax(x axis keepdims)
done nanargmin(x axis keepdims)
done nancumprod(x axis dtype)
done nancumsum(x axis dtype)
done nanmax(x axis keepdims)
done nanmean(x axis keepdims)
done nanmedian(x axis keepdims)
done nanmin(x axis keepdims)
done nanpercentile(x q axis method keepdims)
done nanprod(x axis keepdims)
done nanquantile(x q axis method keepdims)
done nanstd(x axis keepdims)
done nansum(x axis keepdims)
done nanvar(x axis keepdims)
done ndim(x)
done negative(x)
done nextafter(x1 x2)
done nonzero(x)
done norm(x ord axis keepdims)
done normalize(x axis order epsilon)
done not_equal(x1 x2)
done one_hot(x num_classes axis dtype sparse)
done ones(shape dtype)
done ones_like(x dtype)
done outer(x1 x2)
done pad(x pad_width mode constant_values)
done percentile(x q axis method keepdims)
done pinv(x rcond)
done polar(abs_ angle)
done power(x1 x2)
done prod(x axis keepdims dtype)
done psnr(x1 x2 max_val)
done ptp(x axis keepdims)
done qr(x mode)
done quantile(x q axis method keepdims)
done rad2deg(x)
done ravel(x)
done real(x)
done rearrange(tensor pattern **axes_lengths)
done reciprocal(x)
done relu(x)
done relu6(x)
done repeat(x repeats axis)
done reshape(x newshape)
done rfft(x fft_length)
done right_shift(x y)
done rms_normalization(x scale axis epsilon)
done roll(x shift axis)
done rot90(array k axes)
done round(x decimals)
done rsqrt(x)
done saturate_cast(x dtype)
done scan(f init xs length reverse unroll)
done scatter(indices values shape)
done scatter_update(inputs indices updates reduction)
done searchsorted(sorted_sequence values side)
done segment_max(data segment_ids num_segments sorted)
done segment_min(data segment_ids num_segments sorted)
done segment_prod(data segment_ids num_segments sorted)
done segment_sum(data segment_ids num_segments sorted)
done select(condlist choicelist default)
done selu(x)
done separable_conv(inputs depthwise_kernel pointwise_kernel strides padding data_format dilation_rate)
done shape(x)
done sigmoid(x)
done sign(x)
done signbit(x)
done silu(x)
done sin(x)
done sinc(x)
done sinh(x)
done size(x)
done slice(inputs start_indices shape)
done slice_update(inputs start_indices updates)
done slogdet(x)
done soft_shrink(x threshold)
done softmax(x axis)
done softplus(x)
done softsign(x)
done solve(a b)
done solve_triangular(a b lower)
done sort(x axis)
done space_to_depth(x block_size data_format)
done sparse_categorical_crossentropy(target output from_logits axis)
done sparse_plus(x)
done sparse_sigmoid(x)
done sparsemax(x axis)
done split(x indices_or_sections axis)
done sqrt(x)
done square(x)
done squareplus(x b)
done squeeze(x axis)
done stack(x axis)
done std(x axis keepdims)
done stft(x sequence_length sequence_stride fft_length window center)
done stop_gradient(variable)
done subtract(x1 x2)
done sum(x axis keepdims)
done svd(x full_matrices compute_uv)
done swapaxes(x axis1 axis2)
done swish(x)
done switch(index branches *operands)
done take(x indices axis)
done take_along_axis(x indices axis)
done tan(x)
done tanh(x)
done tanh_shrink(x)
done tensordot(x1 x2 axes)
done threshold(x threshold default_value)
done tile(x repeats)
done top_k(x k sorted)
done trace(x offset axis1 axis2)
done transpose(x axes)
done trapezoid(y x dx axis)
done tri(N M k dtype)
done tril(x k)
done triu(x k)
done true_divide(x1 x2)
done trunc(x)
done unfold(x kernel_size dilation padding stride)
done unique(x sorted return_index return_inverse return_counts axis size fill_value)
done unravel_index(indices shape)
done unstack(x num axis)
done vander(x N increasing)
done var(x axis keepdims)
done vdot(x1 x2)
done vectorize(pyfunc excluded signature)
done vectorized_map(function elements)
done view(x dtype)
done view_as_complex(x)
done view_as_real(x)
done vsplit(x indices_or_sections)
done vstack(xs)
done where(condition x1 x2)
done while_loop(cond body loop_vars maximum_iterations)
done zeros(shape dtype)
done zeros_like(x dtype)
""",
    "ops.image": """
done affine_transform(images transform interpolation fill_mode fill_value data_format) @ops.image
done crop_images(images top_cropping left_cropping bottom_cropping right_cropping target_height target_width data_format) @ops.image
done elastic_transform(images alpha sigma interpolation fill_mode fill_value seed data_format) @layers.augmentation.elastic
done extract_patches(images size strides dilation_rate padding data_format) @ops.image
done extract_patches_3d(volumes size strides dilation_rate padding data_format) @ops.image
done gaussian_blur(images kernel_size sigma data_format) @ops.image
done hsv_to_rgb(images data_format) @ops.image
done map_coordinates(inputs coordinates order fill_mode fill_value) @ops.image
done pad_images(images top_padding left_padding bottom_padding right_padding target_height target_width data_format) @ops.image
done perspective_transform(images start_points end_points interpolation fill_value data_format) @ops.image
done resize(images size interpolation antialias crop_to_aspect_ratio pad_to_aspect_ratio fill_mode fill_value data_format) @ops.image
done rgb_to_grayscale(images data_format) @ops.image
done rgb_to_hsv(images data_format) @ops.image
done scale_and_translate(images output_shape scale translation spatial_dims method antialias) @ops.image
done sobel_edges(images data_format) @ops.image
done ssim(image1 image2 max_val filter_size filter_sigma k1 k2 data_format) @ops.image
""",
    "ops.linalg": """
done cholesky(x upper) @ops
done cholesky_inverse(x upper) @ops
done det(x) @ops
done eig(x) @ops
done eigh(x) @ops
done inv(x) @ops
done jvp(fun primals tangents has_aux) @ops
done lstsq(a b rcond) @ops
done lu_factor(x) @ops
done matrix_rank(x tol) @ops
done norm(x ord axis keepdims) @ops
done pinv(x rcond) @ops
done qr(x mode) @ops
done solve(a b) @ops
done solve_triangular(a b lower) @ops
done svd(x full_matrices compute_uv) @ops
""",
    "ops.nn": """
done adaptive_average_pool(inputs output_size data_format) @ops
done adaptive_max_pool(inputs output_size data_format) @ops
done average_pool(inputs pool_size strides padding data_format) @ops
done batch_normalization(x mean variance axis offset scale epsilon) @ops
done binary_crossentropy(target output from_logits) @ops
done categorical_crossentropy(target output from_logits axis) @ops
done celu(x alpha) @ops
done conv(inputs kernel strides padding data_format dilation_rate) @ops
done conv_transpose(inputs kernel strides padding output_padding data_format dilation_rate) @ops
done ctc_decode(inputs sequence_lengths strategy beam_width top_paths merge_repeated mask_index) @ops
done ctc_loss(target output target_length output_length mask_index) @ops
done depth_to_space(x block_size data_format) @ops
done depthwise_conv(inputs kernel strides padding data_format dilation_rate) @ops
done dot_product_attention(query key value bias mask scale is_causal flash_attention attn_logits_soft_cap) @ops
done elu(x alpha) @ops
done fold(x output_size kernel_size dilation padding stride) @ops
done gelu(x approximate) @ops
done glu(x axis) @ops
done hard_shrink(x threshold) @ops
done hard_sigmoid(x) @ops
done hard_silu(x) @ops
done hard_swish(x) @ops
done hard_tanh(x) @ops
done layer_normalization(x gamma beta axis epsilon **kwargs) @ops
done leaky_relu(x negative_slope) @ops
done log_sigmoid(x) @ops
done log_softmax(x axis) @ops
done max_pool(inputs pool_size strides padding data_format) @ops
done moments(x axes keepdims synchronized) @ops
done multi_hot(inputs num_classes axis dtype sparse **kwargs) @ops
done normalize(x axis order epsilon) @ops
done one_hot(x num_classes axis dtype sparse) @ops
done polar(abs_ angle) @ops
done psnr(x1 x2 max_val) @ops
done relu(x) @ops
done relu6(x) @ops
done rms_normalization(x scale axis epsilon) @ops
done selu(x) @ops
done separable_conv(inputs depthwise_kernel pointwise_kernel strides padding data_format dilation_rate) @ops
done sigmoid(x) @ops
done silu(x) @ops
done soft_shrink(x threshold) @ops
done softmax(x axis) @ops
done softplus(x) @ops
done softsign(x) @ops
done space_to_depth(x block_size data_format) @ops
done sparse_categorical_crossentropy(target output from_logits axis) @ops
done sparse_plus(x) @ops
done sparse_sigmoid(x) @ops
done sparsemax(x axis) @ops
done squareplus(x b) @ops
done swish(x) @ops
done tanh_shrink(x) @ops
done threshold(x threshold default_value) @ops
done unfold(x kernel_size dilation padding stride) @ops
""",
    "ops.numpy": """
done abs(x) @ops
done absolute(x) @ops
done add(x1 x2) @ops
done all(x axis keepdims) @ops
done allclose(x1 x2 rtol atol equal_nan) @ops
done amax(x axis keepdims) @ops
done amin(x axis keepdims) @ops
done angle(x) @ops
done any(x axis keepdims) @ops
done append(x1 x2 axis) @ops
done arange(start stop step dtype) @ops
done arccos(x) @ops
done arccosh(x) @ops
done arcsin(x) @ops
done arcsinh(x) @ops
done arctan(x) @ops
done arctan2(x1 x2) @ops
done arctanh(x) @ops
done argmax(x axis keepdims) @ops
done argmin(x axis keepdims) @ops
done argpartition(x kth axis) @ops
done argsort(x axis) @ops
done array(x dtype) @ops
done array_split(x indices_or_sections axis) @ops
done average(x axis weights) @ops
done bartlett(x) @ops
done bincount(x weights minlength sparse) @ops
done bitwise_and(x y) @ops
done bitwise_invert(x) @ops
done bitwise_left_shift(x y) @ops
done bitwise_not(x) @ops
done bitwise_or(x y) @ops
done bitwise_right_shift(x y) @ops
done bitwise_xor(x y) @ops
done blackman(x) @ops
done broadcast_to(x shape) @ops
done cbrt(x) @ops
done ceil(x) @ops
done clip(x x_min x_max) @ops
done concatenate(xs axis) @ops
done conj(x) @ops
done conjugate(x) @ops
done copy(x) @ops
done corrcoef(x) @ops
done correlate(x1 x2 mode) @ops
done cos(x) @ops
done cosh(x) @ops
done count_nonzero(x axis) @ops
done cross(x1 x2 axisa axisb axisc axis) @ops
done cumprod(x axis dtype) @ops
done cumsum(x axis dtype) @ops
done deg2rad(x) @ops
done diag(x k) @ops
done diagflat(x k) @ops
done diagonal(x offset axis1 axis2) @ops
done diff(a n axis) @ops
done digitize(x bins) @ops
done divide(x1 x2) @ops
done divide_no_nan(x1 x2) @ops
done dot(x1 x2) @ops
done dsplit(x indices_or_sections) @ops
done dstack(xs) @ops
done einsum(subscripts *operands **kwargs) @ops
done empty(shape dtype) @ops
done empty_like(x dtype) @ops
done equal(x1 x2) @ops
done exp(x) @ops
done exp2(x) @ops
done expand_dims(x axis) @ops
done expm1(x) @ops
done eye(N M k dtype) @ops
done fabs(x) @ops
done flip(x axis) @ops
done fliplr(x) @ops
done flipud(x) @ops
done floor(x) @ops
done floor_divide(x1 x2) @ops
done fmax(x1 x2) @ops
done fmin(x1 x2) @ops
done fmod(x1 x2) @ops
done full(shape fill_value dtype) @ops
done full_like(x fill_value dtype) @ops
done gcd(x1 x2) @ops
done geomspace(start stop num endpoint dtype axis) @ops
done get_item(x key) @ops
done greater(x1 x2) @ops
done greater_equal(x1 x2) @ops
done hamming(x) @ops
done hanning(x) @ops
done heaviside(x1 x2) @ops
done histogram(x bins range) @ops
done hsplit(x indices_or_sections) @ops
done hstack(xs) @ops
done hypot(x1 x2) @ops
done i0(x) @ops
done identity(n dtype) @ops
done imag(x) @ops
done inner(x1 x2) @ops
done isclose(x1 x2 rtol atol equal_nan) @ops
done isfinite(x) @ops
done isin(x1 x2 assume_unique invert) @ops
done isinf(x) @ops
done isnan(x) @ops
done isneginf(x) @ops
done isposinf(x) @ops
done isreal(x) @ops
done kaiser(x beta) @ops
done kron(x1 x2) @ops
done lcm(x1 x2) @ops
done ldexp(x1 x2) @ops
done left_shift(x y) @ops
done less(x1 x2) @ops
done less_equal(x1 x2) @ops
done linspace(start stop num endpoint retstep dtype axis) @ops
done log(x) @ops
done log10(x) @ops
done log1p(x) @ops
done log2(x) @ops
done logaddexp(x1 x2) @ops
done logaddexp2(x1 x2) @ops
done logical_and(x1 x2) @ops
done logical_not(x) @ops
done logical_or(x1 x2) @ops
done logical_xor(x1 x2) @ops
done logspace(start stop num endpoint base dtype axis) @ops
done matmul(x1 x2) @ops
done max(x axis keepdims initial) @ops
done maximum(x1 x2) @ops
done mean(x axis keepdims) @ops
done median(x axis keepdims) @ops
done meshgrid(*x indexing) @ops
done min(x axis keepdims initial) @ops
done minimum(x1 x2) @ops
done mod(x1 x2) @ops
done moveaxis(x source destination) @ops
done multiply(x1 x2) @ops
done nan_to_num(x nan posinf neginf) @ops
done nanargmax(x axis keepdims) @ops
done nanargmin(x axis keepdims) @ops
done nancumprod(x axis dtype) @ops
done nancumsum(x axis dtype) @ops
done nanmax(x axis keepdims) @ops
done nanmean(x axis keepdims) @ops
done nanmedian(x axis keepdims) @ops
done nanmin(x axis keepdims) @ops
done nanpercentile(x q axis method keepdims) @ops
done nanprod(x axis keepdims) @ops
done nanquantile(x q axis method keepdims) @ops
done nanstd(x axis keepdims) @ops
done nansum(x axis keepdims) @ops
done nanvar(x axis keepdims) @ops
done ndim(x) @ops
done negative(x) @ops
done nextafter(x1 x2) @ops
done nonzero(x) @ops
done not_equal(x1 x2) @ops
done ones(shape dtype) @ops
done ones_like(x dtype) @ops
done outer(x1 x2) @ops
done pad(x pad_width mode constant_values) @ops
done percentile(x q axis method keepdims) @ops
done power(x1 x2) @ops
done prod(x axis keepdims dtype) @ops
done ptp(x axis keepdims) @ops
done quantile(x q axis method keepdims) @ops
done rad2deg(x) @ops
done ravel(x) @ops
done real(x) @ops
done reciprocal(x) @ops
done repeat(x repeats axis) @ops
done reshape(x newshape) @ops
done right_shift(x y) @ops
done roll(x shift axis) @ops
done rot90(array k axes) @ops
done round(x decimals) @ops
done searchsorted(sorted_sequence values side) @ops
done select(condlist choicelist default) @ops
done sign(x) @ops
done signbit(x) @ops
done sin(x) @ops
done sinc(x) @ops
done sinh(x) @ops
done size(x) @ops
done slogdet(x) @ops
done sort(x axis) @ops
done split(x indices_or_sections axis) @ops
done sqrt(x) @ops
done square(x) @ops
done squeeze(x axis) @ops
done stack(x axis) @ops
done std(x axis keepdims) @ops
done subtract(x1 x2) @ops
done sum(x axis keepdims) @ops
done swapaxes(x axis1 axis2) @ops
done take(x indices axis) @ops
done take_along_axis(x indices axis) @ops
done tan(x) @ops
done tanh(x) @ops
done tensordot(x1 x2 axes) @ops
done tile(x repeats) @ops
done trace(x offset axis1 axis2) @ops
done transpose(x axes) @ops
done trapezoid(y x dx axis) @ops
done tri(N M k dtype) @ops
done tril(x k) @ops
done triu(x k) @ops
done true_divide(x1 x2) @ops
done trunc(x) @ops
done unique(x sorted return_index return_inverse return_counts axis size fill_value) @ops
done unravel_index(indices shape) @ops
done vander(x N increasing) @ops
done var(x axis keepdims) @ops
done vdot(x1 x2) @ops
done vectorize(pyfunc excluded signature) @ops
done view(x dtype) @ops
done vsplit(x indices_or_sections) @ops
done vstack(xs) @ops
done where(condition x1 x2) @ops
done zeros(shape dtype) @ops
done zeros_like(x dtype) @ops
""",
    "optimizers": """
done Adadelta(learning_rate rho epsilon weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name **kwargs)
done Adafactor(learning_rate beta_2_decay epsilon_1 epsilon_2 clip_threshold relative_step weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name **kwargs)
done Adagrad(learning_rate initial_accumulator_value epsilon weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name **kwargs)
done Adam(learning_rate beta_1 beta_2 epsilon amsgrad weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name **kwargs)
done AdamW(learning_rate weight_decay beta_1 beta_2 epsilon amsgrad clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name **kwargs)
done Adamax(learning_rate beta_1 beta_2 epsilon weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name **kwargs)
done Ftrl(learning_rate learning_rate_power initial_accumulator_value l1_regularization_strength l2_regularization_strength l2_shrinkage_regularization_strength beta weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name **kwargs)
done Lamb(learning_rate beta_1 beta_2 epsilon weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name **kwargs)
done Lion(learning_rate beta_1 beta_2 weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name **kwargs)
done LossScaleOptimizer(inner_optimizer initial_scale dynamic_growth_steps name **kwargs)
done MultiOptimizer(optimizer_map loss_scale_factor name)
done Muon(learning_rate adam_beta_1 adam_beta_2 adam_weight_decay epsilon weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name exclude_layers exclude_embeddings muon_a muon_b muon_c adam_lr_ratio momentum ns_steps nesterov rms_rate **kwargs)
done Nadam(learning_rate beta_1 beta_2 epsilon weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name **kwargs)
done Optimizer(learning_rate weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name **kwargs)
done OptimizerMap(default_optimizer optimizer_map)
done RMSprop(learning_rate rho momentum epsilon centered weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name **kwargs)
done SGD(learning_rate momentum nesterov weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name **kwargs)
done ScheduleFreeAdamW(learning_rate beta_1 beta_2 epsilon warmup_steps weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name **kwargs)
done deserialize(config custom_objects)
done get(identifier)
done serialize(optimizer)
""",
    "optimizers.legacy": """
different Adagrad(*args **kwargs) @optimizers # the modern class
different Adam(*args **kwargs) @optimizers # the modern class
different Ftrl(*args **kwargs) @optimizers # the modern class
different Optimizer(*args **kwargs) @optimizers # the modern class
different RMSprop(*args **kwargs) @optimizers # the modern class
different SGD(*args **kwargs) @optimizers # the modern class
""",
    "optimizers.schedules": """
done CosineDecay(initial_learning_rate decay_steps alpha name warmup_target warmup_steps) @optimizers.schedules
done CosineDecayRestarts(initial_learning_rate first_decay_steps t_mul m_mul alpha name) @optimizers.schedules
done ExponentialDecay(initial_learning_rate decay_steps decay_rate staircase name) @optimizers.schedules
done InverseTimeDecay(initial_learning_rate decay_steps decay_rate staircase name) @optimizers.schedules
done LearningRateSchedule() @optimizers.schedules
done PiecewiseConstantDecay(boundaries values name) @optimizers.schedules
done PolynomialDecay(initial_learning_rate decay_steps end_learning_rate power cycle name) @optimizers.schedules
done deserialize(config custom_objects) @optimizers.schedules
done serialize(learning_rate_schedule) @optimizers.schedules
""",
    "preprocessing": """
done image_dataset_from_directory(directory labels label_mode class_names color_mode batch_size image_size shuffle seed validation_split subset interpolation follow_links crop_to_aspect_ratio pad_to_aspect_ratio data_format format verbose) @datasets.image_folders
done text_dataset_from_directory(directory labels label_mode class_names batch_size max_length shuffle seed validation_split subset follow_links format verbose) @datasets.text_folders
done timeseries_dataset_from_array(data targets sequence_length sequence_stride sampling_rate batch_size shuffle seed start_index end_index format) @data.windows
""",
    "preprocessing.image": """
done array_to_img(x data_format scale dtype) @datasets.pictures
done img_to_array(img data_format dtype) @datasets.pictures
done load_img(path color_mode target_size interpolation keep_aspect_ratio) @datasets.pictures
done save_img(path x data_format file_format scale **kwargs) @datasets.pictures
done smart_resize(x size interpolation data_format **kwargs) @datasets.pictures
""",
    "preprocessing.sequence": """
done pad_sequences(sequences maxlen dtype padding truncating value) @data.sequences
""",
    "quantizers": """
absent AWQConfig(dataset tokenizer weight_bits num_samples sequence_length group_size num_grid_points quantization_layer_structure)
absent AbsMaxQuantizer(axis value_range epsilon output_dtype)
absent Float8QuantizationConfig()
absent GPTQConfig(dataset tokenizer weight_bits num_samples per_channel sequence_length hessian_damping group_size symmetric activation_order quantization_layer_structure)
absent Int4QuantizationConfig(weight_quantizer activation_quantizer block_size)
absent Int8QuantizationConfig(weight_quantizer activation_quantizer)
absent QuantizationConfig(weight_quantizer activation_quantizer)
absent Quantizer(output_dtype)
absent abs_max_quantize(inputs axis value_range dtype epsilon to_numpy)
absent abs_max_quantize_grouped_with_zero_point(inputs block_size value_range dtype epsilon to_numpy)
absent compute_float8_amax_history(x amax_history)
absent compute_float8_scale(amax scale dtype_max margin)
absent deserialize(config custom_objects)
absent fake_quant_with_min_max_vars(inputs min_vals max_vals num_bits narrow_range axis)
absent get(identifier **kwargs)
absent pack_int4(arr axis dtype)
absent quantize_and_dequantize(inputs scale quantized_dtype compute_dtype)
absent serialize(initializer)
absent unpack_int4(packed orig_len axis dtype)
""",
    "random": """
done SeedGenerator(seed name **kwargs)
done beta(shape alpha beta dtype seed)
done binomial(shape counts probabilities dtype seed)
done categorical(logits num_samples dtype seed)
done dropout(inputs rate noise_shape seed)
done gamma(shape alpha dtype seed)
done normal(shape mean stddev dtype seed)
done randint(shape minval maxval dtype seed)
done shuffle(x axis seed)
done truncated_normal(shape mean stddev dtype seed)
done uniform(shape minval maxval dtype seed)
""",
    "regularizers": """
done L1(l1)
done L1L2(l1 l2)
done L2(l2)
done OrthogonalRegularizer(factor mode)
done Regularizer()
done deserialize(config custom_objects)
done get(identifier)
done l1(l1)
done l1_l2(l1 l2)
done l2(l2)
done orthogonal_regularizer(factor mode)
done serialize(regularizer)
""",
    "saving": """
done CustomObjectScope(custom_objects)
absent KerasFileEditor(filepath)
done custom_object_scope(custom_objects)
different deserialize_keras_object(config custom_objects safe_mode **kwargs) # with module_objects
done get_custom_objects()
different get_registered_name(obj) # without obj; with item
done get_registered_object(name custom_objects module_objects)
absent load_model(filepath custom_objects compile safe_mode)
done load_weights(model filepath skip_mismatch **kwargs)
done register_keras_serializable(package name)
absent save_model(model filepath overwrite zipped **kwargs)
done save_weights(model filepath overwrite max_shard_size **kwargs)
done serialize_keras_object(obj)
""",
    "tree": """
done MAP_TO_NONE()
done assert_same_paths(a b)
done assert_same_structure(a b check_types)
done flatten(structure)
done flatten_with_path(structure)
done is_nested(structure)
done lists_to_tuples(structure)
done map_shape_structure(func structure)
done map_structure(func *structures none_is_leaf)
done map_structure_up_to(shallow_structure func *structures)
done pack_sequence_as(structure flat_sequence)
done traverse(func structure top_down)
""",
    "utils": """
done Config(**kwargs) @compat.record
done CustomObjectScope(custom_objects) @saving
absent FeatureSpace(features output_mode crosses crossing_dim hashing_dim num_discretization_bins name)
done Progbar(target width verbose interval stateful_metrics stateless_metrics unit_name) @compat.progbar
done PyDataset(workers use_multiprocessing max_queue_size) @data
done Sequence(workers use_multiprocessing max_queue_size) @data:PyDataset
done array_to_img(x data_format scale dtype) @datasets.pictures
done audio_dataset_from_directory(directory labels label_mode class_names batch_size sampling_rate output_sequence_length ragged shuffle seed validation_split subset follow_links verbose) @datasets.audio_folders
done clear_session(free_memory) @compat.backend
done custom_object_scope(custom_objects) @saving
different deserialize_keras_object(config custom_objects safe_mode **kwargs) @saving # with module_objects
done disable_interactive_logging() @progress
done enable_interactive_logging() @progress
done get_custom_objects() @saving
done get_file(fname origin untar md5_hash file_hash cache_subdir hash_algorithm extract archive_format cache_dir force_download) @datasets.files
different get_registered_name(obj) @saving # without obj; with item
done get_registered_object(name custom_objects module_objects) @saving
done get_source_inputs(tensor) @models.wiring
done image_dataset_from_directory(directory labels label_mode class_names color_mode batch_size image_size shuffle seed validation_split subset interpolation follow_links crop_to_aspect_ratio pad_to_aspect_ratio data_format format verbose) @datasets.image_folders
done img_to_array(img data_format dtype) @datasets.pictures
done is_interactive_logging_enabled() @progress
done is_keras_tensor(x) @compat.backend
done load_img(path color_mode target_size interpolation keep_aspect_ratio) @datasets.pictures
done model_to_dot(model show_shapes show_dtype show_layer_names rankdir expand_nested dpi subgraph show_layer_activations show_trainable splines **kwargs) @drawing
done normalize(x axis order) @data.labels
done pack_x_y_sample_weight(x y sample_weight) @data.sequences
done pad_sequences(sequences maxlen dtype padding truncating value) @data.sequences
done plot_model(model to_file show_shapes show_dtype show_layer_names rankdir expand_nested dpi show_layer_activations show_trainable splines **kwargs) @drawing
done register_keras_serializable(package name) @saving
done save_img(path x data_format file_format scale **kwargs) @datasets.pictures
done serialize_keras_object(obj) @saving
done set_random_seed(seed) @random:set_random_seed
done split_dataset(dataset left_size right_size shuffle seed preferred_backend) @data.samples
done standardize_dtype(dtype) @dtypes:standardize_dtype
done text_dataset_from_directory(directory labels label_mode class_names batch_size max_length shuffle seed validation_split subset follow_links format verbose) @datasets.text_folders
done timeseries_dataset_from_array(data targets sequence_length sequence_stride sampling_rate batch_size shuffle seed start_index end_index format) @data.windows
done to_categorical(x num_classes) @data.labels
done unpack_x_y_sample_weight(data) @data.structure:unpack
""",
    "utils.bounding_boxes": """
done affine_transform(boxes angle translate_x translate_y scale shear_x shear_y height width center_x center_y bounding_box_format) @boxes
done clip_to_image_size(bounding_boxes height width bounding_box_format) @boxes
done compute_ciou(boxes1 boxes2 bounding_box_format image_shape) @boxes
done compute_iou(boxes1 boxes2 bounding_box_format use_masking mask_val image_shape) @boxes
done convert_format(boxes source target height width dtype) @boxes
done crop(boxes top left height width bounding_box_format) @boxes
done decode_deltas_to_boxes(anchors boxes_delta anchor_format box_format encoded_format variance image_shape) @boxes
done encode_box_to_deltas(anchors boxes anchor_format box_format encoding_format variance image_shape) @boxes
done pad(boxes top left height width bounding_box_format) @boxes
""",
    "utils.legacy": """
absent deserialize_keras_object(identifier module_objects custom_objects printable_module_name)
absent serialize_keras_object(instance)
""",
    "visualization": """
done draw_bounding_boxes(images bounding_boxes bounding_box_format class_mapping color line_thickness text_thickness font_scale data_format) @drawing
done draw_segmentation_masks(images segmentation_masks num_classes color_mapping alpha blend ignore_index data_format) @drawing
different plot_bounding_box_gallery(images bounding_box_format y_true y_pred value_range true_color pred_color line_thickness font_scale text_thickness class_mapping ground_truth_mapping prediction_mapping legend legend_handles rows cols data_format **kwargs) @drawing # returns a Picture; without matplotlib
different plot_image_gallery(images y_true y_pred label_map rows cols value_range scale path show transparent dpi legend_handles data_format) @drawing # returns a Picture; without matplotlib
different plot_segmentation_mask_gallery(images num_classes value_range y_true y_pred color_mapping blend alpha ignore_index data_format **kwargs) @drawing # returns a Picture; without matplotlib
""",
    "wrappers": """
done SKLearnClassifier(model warm_start model_kwargs fit_kwargs)
done SKLearnRegressor(model warm_start model_kwargs fit_kwargs)
done SKLearnTransformer(model warm_start model_kwargs fit_kwargs)
""",
}
