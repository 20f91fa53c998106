"""Keras' class for each of its operations, as files of models name it.

Made by `python tools/make_operation_table.py` from Keras 3.15.1. Each line: the function,
the last part of its module, the class, the arguments of a call, and after `|` its settings.
"""

TABLE = """\
absolute numpy Absolute x
adaptive_average_pool nn AdaptiveAveragePool inputs | output_size data_format
adaptive_max_pool nn AdaptiveMaxPool inputs | output_size data_format
add numpy Add x1 x2
all numpy All x | axis keepdims
allclose numpy AllClose x1 x2 | rtol atol equal_nan
amax numpy Amax x | axis keepdims
amin numpy Amin x | axis keepdims
angle numpy Angle x
any numpy Any x | axis keepdims
append numpy Append x1 x2 | axis
arange numpy Arange start stop step= | dtype
arccos numpy Arccos x
arccosh numpy Arccosh x
arcsin numpy Arcsin x
arcsinh numpy Arcsinh x
arctan numpy Arctan x
arctan2 numpy Arctan2 x1 x2
arctanh numpy Arctanh x
argmax numpy Argmax x | axis keepdims
argmin numpy Argmin x | axis keepdims
argpartition numpy Argpartition x | kth axis
argsort numpy Argsort x | axis
array numpy Array x | dtype
array_split numpy ArraySplit x | indices_or_sections axis
associative_scan core AssociativeScan f elems | reverse axis
average numpy Average x weights= | axis
average_pool nn AveragePool inputs | pool_size strides padding data_format
batch_normalization nn BatchNorm x mean variance offset scale | axis epsilon
binary_crossentropy nn BinaryCrossentropy target output | from_logits
bincount numpy Bincount x | weights minlength sparse
bitwise_and numpy BitwiseAnd x y
bitwise_invert numpy BitwiseInvert x
bitwise_left_shift numpy BitwiseLeftShift x y
bitwise_not numpy BitwiseNot x
bitwise_or numpy BitwiseOr x y
bitwise_right_shift numpy BitwiseRightShift x y
bitwise_xor numpy BitwiseXor x y
broadcast_to numpy BroadcastTo x | shape
cast core Cast x | dtype
categorical_crossentropy nn CategoricalCrossentropy target output | from_logits axis
cbrt numpy Cbrt x
cdist math CDist x y
ceil numpy Ceil x
celu nn Celu x | alpha
cholesky linalg Cholesky x | upper
cholesky_inverse linalg CholeskyInverse x | upper
clip numpy Clip x | x_min x_max
concatenate numpy Concatenate xs | axis
cond core Cond pred true_fn false_fn
conjugate numpy Conjugate x
conv nn Conv inputs kernel | strides padding data_format dilation_rate
conv_transpose nn ConvTranspose inputs kernel | strides padding output_padding data_format dilation_rate
convert_to_tensor core ConvertToTensor x | dtype sparse ragged
copy numpy Copy x
corrcoef numpy Corrcoef x
correlate numpy Correlate x1 x2 | mode
cos numpy Cos x
cosh numpy Cosh x
count_nonzero numpy CountNonzero x | axis
cross numpy Cross x1 x2 | axisa axisb axisc axis
ctc_decode nn CTCDecode inputs sequence_lengths | strategy beam_width top_paths merge_repeated mask_index
ctc_loss nn CTCLoss target output target_length output_length | mask_index
cumprod numpy Cumprod x | axis dtype
cumsum numpy Cumsum x | axis dtype
deg2rad numpy Deg2rad x
depth_to_space nn DepthToSpace x | block_size data_format
depthwise_conv nn DepthwiseConv inputs kernel | strides padding data_format dilation_rate
det linalg Det x
diag numpy Diag x | k
diagflat numpy Diagflat x | k
diagonal numpy Diagonal x | offset axis1 axis2
diff numpy Diff a | n axis
digitize numpy Digitize x bins
divide numpy Divide x1 x2
divide_no_nan numpy DivideNoNan x1 x2
dot numpy Dot x1 x2
dot_product_attention nn DotProductAttention query key value bias= mask= scale= | is_causal flash_attention attn_logits_soft_cap
dsplit numpy Dsplit x | indices_or_sections
dstack numpy Dstack xs
eig linalg Eig x
eigh linalg Eigh x
einsum numpy Einsum *operands | subscripts
elu nn Elu x | alpha
empty_like numpy EmptyLike x | dtype
equal numpy Equal x1 x2
erf math Erf x
erfc math Erfc x
erfinv math Erfinv x
exp numpy Exp x
exp2 numpy Exp2 x
expand_dims numpy ExpandDims x | axis
expm1 numpy Expm1 x
extract_sequences math ExtractSequences x | sequence_length sequence_stride
fabs numpy Fabs x
fft math FFT x
fft2 math FFT2 x
flip numpy Flip x | axis
fliplr numpy Fliplr x
flipud numpy Flipud x
floor numpy Floor x
floor_divide numpy FloorDivide x1 x2
fmax numpy Fmax x1 x2
fmin numpy Fmin x1 x2
fmod numpy Fmod x1 x2
fold nn Fold x | output_size kernel_size dilation padding stride
fori_loop core ForiLoop init_val | lower upper body_fun
full numpy Full fill_value | shape dtype
full_like numpy FullLike x fill_value | dtype
gcd numpy Gcd x1 x2
gelu nn Gelu x | approximate
geomspace numpy Geomspace start stop | num endpoint dtype axis
get_item numpy GetItem x key
glu nn Glu x | axis
greater numpy Greater x1 x2
greater_equal numpy GreaterEqual x1 x2
hard_shrink nn HardShrink x | threshold
hard_sigmoid nn HardSigmoid x
hard_silu nn HardSilu x
hard_swish nn HardSilu x
hard_tanh nn HardTanh x
heaviside numpy Heaviside x1 x2
histogram numpy Histogram x | bins range
hsplit numpy Hsplit x | indices_or_sections
hstack numpy Hstack xs
hypot numpy Hypot x1 x2
i0 numpy I0 x
ifft2 math IFFT2 x
imag numpy Imag x
in_top_k math InTopK targets predictions | k
inner numpy Inner x1 x2
inv linalg Inv x
irfft math IRFFT x | fft_length
isclose numpy Isclose x1 x2 rtol atol | equal_nan
isfinite numpy Isfinite x
isin numpy IsIn x1 x2 | assume_unique invert
isinf numpy Isinf x
isnan numpy Isnan x
isneginf numpy Isneginf x
isposinf numpy Isposinf x
isreal numpy Isreal x
istft math ISTFT x | sequence_length sequence_stride fft_length length window center
jvp linalg JVP fun primals tangents | has_aux
kron numpy Kron x1 x2
layer_normalization nn LayerNorm x gamma beta | axis epsilon rms_scaling
lcm numpy Lcm x1 x2
ldexp numpy Ldexp x1 x2
leaky_relu nn LeakyRelu x | negative_slope
left_shift numpy LeftShift x y
less numpy Less x1 x2
less_equal numpy LessEqual x1 x2
linspace numpy Linspace start stop | num endpoint retstep dtype axis
log numpy Log x
log10 numpy Log10 x
log1p numpy Log1p x
log2 numpy Log2 x
log_sigmoid nn LogSigmoid x
log_softmax nn LogSoftmax x | axis
logaddexp numpy Logaddexp x1 x2
logaddexp2 numpy Logaddexp2 x1 x2
logdet math Logdet x
logical_and numpy LogicalAnd x1 x2
logical_not numpy LogicalNot x
logical_or numpy LogicalOr x1 x2
logical_xor numpy LogicalXor x1 x2
logspace numpy Logspace start stop | num endpoint base dtype axis
logsumexp math Logsumexp x | axis keepdims
lstsq linalg Lstsq a b | rcond
lu_factor linalg LuFactor x
map core Map f xs
matmul numpy Matmul x1 x2
matrix_rank linalg MatrixRank x | tol
max numpy Max x | axis keepdims initial
max_pool nn MaxPool inputs | pool_size strides padding data_format
maximum numpy Maximum x1 x2
mean numpy Mean x | axis keepdims
median numpy Median x | axis keepdims
meshgrid numpy Meshgrid *x | indexing
min numpy Min x | axis keepdims initial
minimum numpy Minimum x1 x2
mod numpy Mod x1 x2
moments nn Moments x | axes keepdims synchronized
moveaxis numpy Moveaxis x | source destination
multi_hot nn MultiHot inputs | num_classes axis dtype sparse
multiply numpy Multiply x1 x2
nan_to_num numpy NanToNum x | nan posinf neginf
nanargmax numpy Nanargmax x | axis keepdims
nanargmin numpy Nanargmin x | axis keepdims
nancumprod numpy Nancumprod x | axis dtype
nancumsum numpy Nancumsum x | axis dtype
nanmax numpy Nanmax x | axis keepdims
nanmean numpy Nanmean x | axis keepdims
nanmedian numpy Nanmedian x | axis keepdims
nanmin numpy Nanmin x | axis keepdims
nanpercentile numpy Nanpercentile x q | axis method keepdims
nanprod numpy Nanprod x | axis keepdims
nanquantile numpy Nanquantile x q | axis method keepdims
nanstd numpy Nanstd x | axis keepdims
nansum numpy Nansum x | axis keepdims
nanvar numpy Nanvar x | axis keepdims
ndim numpy Ndim x
negative numpy Negative x
nextafter numpy Nextafter x1 x2
nonzero numpy Nonzero x
norm linalg Norm x | ord axis keepdims
normalize nn Normalize x | axis order epsilon
not_equal numpy NotEqual x1 x2
one_hot nn OneHot x | num_classes axis dtype sparse
ones_like numpy OnesLike x | dtype
outer numpy Outer x1 x2
pad numpy Pad x constant_values= | pad_width mode
percentile numpy Percentile x q | axis method keepdims
pinv linalg Pinv x | rcond
polar nn Polar abs_ angle
power numpy Power x1 x2
prod numpy Prod x | axis keepdims dtype
psnr nn PSNR x1 x2 | max_val
ptp numpy Ptp x | axis keepdims
qr linalg Qr x | mode
quantile numpy Quantile x q | axis method keepdims
rad2deg numpy Rad2deg x
ravel numpy Ravel x
real numpy Real x
rearrange einops Rearrange tensor pattern
reciprocal numpy Reciprocal x
relu nn Relu x
relu6 nn Relu6 x
repeat numpy Repeat x | repeats axis
reshape numpy Reshape x | newshape
rfft math RFFT x | fft_length
right_shift numpy RightShift x y
rms_normalization nn RMSNorm x scale= | axis epsilon
roll numpy Roll x | shift axis
rot90 numpy Rot90 array | k axes
round numpy Round x | decimals
rsqrt math Rsqrt x
saturate_cast core SaturateCast x | dtype
scan core Scan f init xs | length reverse unroll
scatter core Scatter indices values | shape
scatter_update core ScatterUpdate inputs indices updates | reduction
searchsorted numpy SearchSorted sorted_sequence values | side
segment_max math SegmentMax data segment_ids | num_segments sorted
segment_min math SegmentMin data segment_ids | num_segments sorted
segment_prod math SegmentProd data segment_ids | num_segments sorted
segment_sum math SegmentSum data segment_ids | num_segments sorted
select numpy Select condlist choicelist default
selu nn Selu x
separable_conv nn SeparableConv inputs depthwise_kernel pointwise_kernel | strides padding data_format dilation_rate
sigmoid nn Sigmoid x
sign numpy Sign x
signbit numpy Signbit x
silu nn Silu x
sin numpy Sin x
sinc numpy Sinc x
sinh numpy Sinh x
size numpy Size x
slice core Slice inputs start_indices | shape
slice_update core SliceUpdate inputs start_indices updates
slogdet numpy Slogdet x
soft_shrink nn SoftShrink x | threshold
softmax nn Softmax x | axis
softplus nn Softplus x
softsign nn Softsign x
solve linalg Solve a b
solve_triangular linalg SolveTriangular a b | lower
sort numpy Sort x | axis
space_to_depth nn SpaceToDepth x | block_size data_format
sparse_categorical_crossentropy nn SparseCategoricalCrossentropy target output | from_logits axis
sparse_plus nn SparsePlus x
sparse_sigmoid nn SparseSigmoid x
sparsemax nn Sparsemax x | axis
split numpy Split x | indices_or_sections axis
sqrt numpy Sqrt x
square numpy Square x
squareplus nn Squareplus x | b
squeeze numpy Squeeze x | axis
stack numpy Stack x | axis
std numpy Std x | axis keepdims
stft math STFT x | sequence_length sequence_stride fft_length window center
stop_gradient core StopGradient variable
subtract numpy Subtract x1 x2
sum numpy Sum x | axis keepdims
svd linalg SVD x | full_matrices compute_uv
swapaxes numpy Swapaxes x | axis1 axis2
swish nn Silu x
switch core Switch index branches *operands
take numpy Take x indices | axis
take_along_axis numpy TakeAlongAxis x indices | axis
tan numpy Tan x
tanh numpy Tanh x
tanh_shrink nn TanhShrink x
tensordot numpy Tensordot x1 x2 | axes
threshold nn Threshold x | threshold default_value
tile numpy Tile x | repeats
top_k math TopK x | k sorted
trace numpy Trace x | offset axis1 axis2
transpose numpy Transpose x | axes
trapezoid numpy Trapezoid y | x dx axis
tril numpy Tril x | k
triu numpy Triu x | k
true_divide numpy TrueDivide x1 x2
trunc numpy Trunc x
unfold nn Unfold x | kernel_size dilation padding stride
unique numpy Unique x | sorted return_index return_inverse return_counts axis size fill_value
unravel_index numpy UnravelIndex indices | shape
unstack core Unstack x | num axis
vander numpy Vander x | N increasing
var numpy Var x | axis keepdims
vdot numpy Vdot x1 x2
vectorized_map core VectorizedMap elements | function
view numpy View x | dtype
view_as_complex math ViewAsComplex x
view_as_real math ViewAsReal x
vsplit numpy Vsplit x | indices_or_sections
vstack numpy Vstack xs
where numpy Where condition x1 x2
while_loop core WhileLoop loop_vars | cond body maximum_iterations
zeros_like numpy ZerosLike x | dtype
"""
